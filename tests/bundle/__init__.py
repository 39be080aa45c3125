"""Tests of the program as it is handed out: built, started, looked at."""
