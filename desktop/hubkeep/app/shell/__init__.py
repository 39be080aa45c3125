"""What surrounds the pages: window, sidebar, status bar, activity."""
