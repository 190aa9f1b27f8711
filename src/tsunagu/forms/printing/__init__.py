"""Sheets on paper: any form with its answers as PDF, as a workbook, or blank to write on."""
