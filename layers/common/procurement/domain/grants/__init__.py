"""License grants: what an agreement entitles to, handed on to other accounts."""
