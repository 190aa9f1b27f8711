"""What connected systems may ask and send, under `/api/v1/`."""
