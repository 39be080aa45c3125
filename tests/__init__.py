"""Everything that is checked; run from the root of the checkout."""
