"""What is unusual about a way of reading."""

from django.db import models


class Unusual(models.TextChoices):
    """Ways of reading to ask about. They say nothing about why."""

    MANY = "many", "短いあいだに、たくさんの子どもの記録"
    NIGHT = "night", "夜のあいだの利用"
