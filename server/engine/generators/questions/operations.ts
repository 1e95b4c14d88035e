import { assumed } from "../../detection/detected.ts";
import type { Questions } from "./model.ts";

/** What the code and the people around it need to know. */
export const operationsQuestions = {
  checks: {
    title: "Readiness checks",
    help: "What the application asks before it says that it is ready: only what it cannot answer any request without.",
    choices: ({ answers }) => (answers.services ?? []).map((name) => ({ value: name, label: name })),
    initial: () => assumed([], "a check of a shared service makes every replica unready at once"),
  },
  details: {
    title: "Detailed health endpoint",
    help: "Whether there is an endpoint for monitoring that names each dependency.",
    choices: () => [
      { value: "token", label: "Behind a token", detail: "For who sends the token `HEALTH_TOKEN`; without the variable it is off." },
      { value: "none", label: "None" },
    ],
    initial: () => assumed("token", "nobody else learns what it stands on"),
  },
  level: {
    title: "Level",
    help: "How much is asked of it before it may go to production.",
    choices: () => [
      { value: "critical", label: "Critical", detail: "An outage costs money or trust at once." },
      { value: "standard", label: "Standard", detail: "An outage is a nuisance for hours." },
      { value: "experimental", label: "Experimental", detail: "Nobody depends on it yet." },
    ],
    initial: () => assumed("standard", "most services"),
  },
  owner: {
    title: "Owner",
    help: "The team or person that answers for it.",
    initial: () => undefined,
  },
} satisfies Questions;
