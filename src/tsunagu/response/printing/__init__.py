"""What leaves this room on paper."""
