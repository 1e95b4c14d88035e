// Property tests draw the same inputs in every run, so that a red one can be repeated; `FAST_CHECK_SEED=random` draws others.
import fc from "fast-check";

const seed = process.env.FAST_CHECK_SEED ?? "20261123";
if (seed !== "random") fc.configureGlobal({ seed: Number(seed) });
