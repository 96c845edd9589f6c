"""Posts need two administrators: the security administrator gives them at the desk, an audit administrator agrees."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from office.models import Post
from office.refusals import in_words


@transaction.atomic
def agree_to_post(*, post: Post, by: User) -> Post:
    """From now on the post is standing over what needs two people. Agreeing twice keeps the first time.

    The database weighs it (`office_post_agreed`): Forbidden for who holds or gave the post, and for who is no audit
    administrator with a post that holds; Refused where it was not given by a security administrator. The first two
    administrators agree to each other's posts.
    """
    post = Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    if post.holds:
        return post
    post.agreed_by, post.agreed_at = by, timezone.now()
    with in_words():
        post.save(update_fields=["agreed_by", "agreed_at"])
    return post
