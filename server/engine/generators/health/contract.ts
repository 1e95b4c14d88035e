// What the health endpoints have in common in every language.

/** Names each dependency, for who sends `Authorization: Bearer` with the value of `HEALTH_TOKEN`; 404 without the variable, 401 without the token. */
export const detailsPath = "/health";

/** The variable that says how many seconds the process goes on answering after SIGTERM before it stops listening. */
export const drainVariable = "DRAIN_SECONDS";

/** Seconds that one check may take: less than a probe waits. */
export const checkSeconds = 1;

/** Seconds that a round of checks holds. */
export const cacheSeconds = 3;
