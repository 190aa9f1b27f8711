"""What of a share goes on paper."""
