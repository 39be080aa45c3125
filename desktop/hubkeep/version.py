"""The one place that names Hubkeep's version."""

VERSION = "0.1.0"
