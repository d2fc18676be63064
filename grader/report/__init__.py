"""A `model.Report` as people and machines read it: JSON, HTML, a terminal summary, Gradescope, JUnit, CSV.

Every renderer is a pure function of a report; writing files is the caller's business.
"""
