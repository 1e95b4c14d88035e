/**
 * The release of a Python package manager that an image is built with where the project pins none: the newest, as all of them read what older ones
 * wrote. From the Python package index, 2026-11-23.
 */
export const pythonManagerReleases = { uv: "0.13.9", poetry: "2.5.1", pdm: "2.29.4", pipenv: "2026.10.3" } as const;
