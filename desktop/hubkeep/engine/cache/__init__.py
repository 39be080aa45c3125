"""The only room that knows names and paths inside the Hugging Face cache."""
