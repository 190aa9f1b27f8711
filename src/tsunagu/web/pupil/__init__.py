"""A pupil's page, contacts, tasks, sharings and the small dated facts about a pupil."""
