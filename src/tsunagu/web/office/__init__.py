"""The school office's and administrators' screens: imports, calendar, settings, rules, policy."""
