"""Sheets on screen: a child's list, writing, signing, completing, paper."""
