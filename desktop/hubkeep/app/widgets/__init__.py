"""Widgets that more than one page uses; they know no page and no engine."""
