"""Tiers below the cache: big blobs on another volume behind a link, frozen ones, those in a bucket."""
