"""What can be done with a story as it stands, by its writer or by who approves."""

from collections.abc import Callable, Mapping
from functools import partial

from tsunagu.cases.enums import StoryMove, StoryState
from tsunagu.cases.models import Story
from tsunagu.cases.story_rules import TRANSITIONS
from tsunagu.web.components.acts import Act, Way, offered
from tsunagu.web.http import Request

Ways = Mapping[str, tuple[Way, Callable[..., Story], StoryMove]]
"""Ways by name, each with its verb and the move that must be open."""


def acts_on(request: Request, story: Story, ways: Ways) -> list[Act]:
    """Those of the ways that the transition table lets be gone, with their forms."""
    state = StoryState(story.state)
    open_now = {
        name: (way, partial(verb, story=story))
        for name, (way, verb, move) in ways.items()
        if (state, move) in TRANSITIONS
    }
    return offered(request, open_now)
