"""The Downloads page: adding, the queue, what each download is at."""
