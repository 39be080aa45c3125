"""Adds resources/ to the packages that pyproject.toml names: it lives outside the package folder,
and yet a checkout, a wheel and a bundle must all find it as `hubkeep.resources`."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages("desktop"), "hubkeep.resources"],
    package_dir={"hubkeep": "desktop/hubkeep", "hubkeep.resources": "resources"},
    package_data={"hubkeep.resources": ["**/*"]},
)
