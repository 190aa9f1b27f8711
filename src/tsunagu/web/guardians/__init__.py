"""The guardians' pages in their languages, and the letters by which the school invites to them."""
