"""The topics a question can belong to, in the order people see them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic: `slug` is the folder and the command option, `title` is for people."""

    slug: str
    title: str


TOPICS = (
    Topic("guidelines", "Conventions and general rules"),
    Topic("chapters", "Chapter rules"),
    Topic("sequencing", "Principal and first-listed diagnosis"),
    Topic("poa", "Present on admission"),
    Topic("pcs", "ICD-10-PCS"),
    Topic("hcpcs", "HCPCS Level II"),
    Topic("terminology", "Medical terminology"),
    Topic("anatomy", "Anatomy and pathophysiology"),
    Topic("documentation", "Documentation"),
    Topic("queries", "Provider queries"),
    Topic("professional", "Physician coding ideas"),
    Topic("payment", "Payment"),
    Topic("compliance", "Compliance"),
    Topic("privacy", "Privacy and security"),
    Topic("technology", "Health information technology"),
)
"""Slugs as in questions/README.md; a test holds them equal to the schema's list."""
