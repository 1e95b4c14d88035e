import type { BackingService } from "../../detection/names.ts";
import { goProject } from "../../workspace/project/go.ts";
import type { Generation, Plan } from "../model.ts";
import { cacheSeconds, checkSeconds, detailsPath, drainVariable } from "./contract.ts";

/** A package of handlers and of the server's end, on the standard library alone: every framework serves what `net/http` serves. */
export function goHealth(plan: Plan): Generation {
  const { answers, workspace } = plan;
  const { folder, framework, checks } = answers;
  const project = goProject(folder, workspace);
  const home = folder === "" ? "internal/health" : `${folder}/internal/health`;
  const imported = `${project?.module ?? answers.service}/internal/health`;
  const main = mainFile(plan, project?.mainPackages ?? []);
  const port = answers.port ?? 8080;
  return {
    files: [
      { path: `${home}/health.go`, text: endpoints(plan), about: "Health endpoints" },
      {
        path: `${home}/serve.go`,
        text: serving(plan),
        about: "A server that ends without losing a request, and the probe for images without a shell",
      },
    ],
    notes: [
      `In \`${main}\`, import \`${imported}\` and begin \`main\` with \`if len(os.Args) > 1 && os.Args[1] == "healthcheck" { os.Exit(health.Probe("127.0.0.1:${port}")) }\`: the image's HEALTHCHECK calls it.`,
      `There, make \`h := health.New(${checks.map((service) => pings[service]).join(", ")})\`, and serve with ${serveLine(framework, port)}; it returns once everything is closed.`,
    ],
  };
}

/** How each framework is served. Fiber stands on another library than the rest. */
function serveLine(framework: string, port: number): string {
  const server = (handler: string) =>
    `\`server := health.NewServer(":${port}", h.Wrap(${handler}))\` and \`err := h.Serve(server.ListenAndServe, server.Shutdown)\``;
  switch (framework) {
    case "fiber":
      return `\`app.Use(adaptor.HTTPMiddleware(h.Wrap))\` before all routes and \`err := h.Serve(func() error { return app.Listen(":${port}") }, app.ShutdownWithContext)\``;
    case "gin":
      return `${server("engine")} (the \`gin.Engine\`) instead of \`engine.Run\``;
    case "echo":
      return `${server("e")} (the \`echo.Echo\`) instead of \`e.Start\``;
    case "chi":
      return `${server("router")} (the \`chi.Router\`) instead of \`http.ListenAndServe\``;
    default:
      return `${server("mux")} (your \`http.Handler\`) instead of \`http.ListenAndServe\``;
  }
}

/** What asks each service, with the usual driver. */
const pings: Readonly<Record<BackingService, string>> = {
  postgres: "db.PingContext",
  mysql: "db.PingContext",
  mariadb: "db.PingContext",
  mongodb: "func(ctx context.Context) error { return client.Ping(ctx, nil) }",
  redis: "func(ctx context.Context) error { return cache.Ping(ctx).Err() }",
  rabbitmq: 'func(context.Context) error { if queue.IsClosed() { return errors.New("closed") }; return nil }',
};

function mainFile({ answers: { folder }, workspace }: Plan, packages: readonly string[]): string {
  const [only] = packages;
  const path = [folder, packages.length === 1 ? only : "", "main.go"].filter(Boolean).join("/");
  const line = (workspace.read(path) ?? "").split("\n").findIndex((one) => /^func main\(\)/.test(one)) + 1;
  return line > 0 ? `${path}:${line}` : "main.go";
}

function endpoints({ answers }: Plan): string {
  const { livenessPath, readinessPath, details, checks } = answers;
  const hasDetails = details === "token";
  const parameters = checks.length === 0 ? "" : `${checks.join(", ")} Ping`;
  const imports = [
    "context",
    ...(hasDetails ? ["crypto/subtle"] : []),
    "encoding/json",
    "log/slog",
    "net/http",
    ...(hasDetails ? ["os"] : []),
    "sync",
    "sync/atomic",
    "time",
  ];
  return `// Package health answers whether the process works and whether it takes requests.
package health

import (
${imports.map((name) => `\t"${name}"\n`).join("")})

const (
	checkTimeout  = ${seconds(checkSeconds)} // less than a probe waits
	cacheDuration = ${seconds(cacheSeconds)}
)

// Ping asks a dependency whether it works, within the time that the context leaves.
type Ping func(context.Context) error

type check struct {
	name     string
	critical bool
	ping     Ping
}

type result struct {
	check
	up      bool
	latency time.Duration
}

// Health is the state of this process: ready between the start of Serve and the signal to stop.
type Health struct {
	ready   atomic.Bool
	started time.Time
	checks  []check

	mu      sync.Mutex
	results []result
	checked time.Time
}

// New takes what no request can be answered without. A shared service that stumbles makes
// every replica unready at once: leave out what some requests can do without.
func New(${parameters}) *Health {
	return &Health{
		started: time.Now(),
${
  checks.length === 0
    ? ""
    : `		checks: []check{
${checks.map((service) => `\t\t\t{"${service}", true, ${service}},\n`).join("")}		},
`
}	}
}

// Optional adds what the service answers without, but worse. Call it before Serve.
func (h *Health) Optional(name string, ping Ping) {
	h.checks = append(h.checks, check{name, false, ping})
}

// Wrap answers the health endpoints before any middleware of next can refuse or log them.
func (h *Health) Wrap(next http.Handler) http.Handler {
	endpoints := map[string]http.HandlerFunc{
${aligned([
  [`"${livenessPath}":`, "livez,"],
  ...(readinessPath === livenessPath ? [] : [[`"${readinessPath}":`, "h.readyz,"] as const]),
  ...(hasDetails ? [[`"${detailsPath}":`, "h.details,"] as const] : []),
])}	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		endpoint, ok := endpoints[r.URL.Path]
		if !ok || r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		endpoint(w, r)
	})
}

func livez(w http.ResponseWriter, _ *http.Request) {
	answer(w, "ok", nil)
}
${
  readinessPath === livenessPath
    ? ""
    : `
func (h *Health) readyz(w http.ResponseWriter, r *http.Request) {
	if !h.ready.Load() {
		answer(w, "down", nil)
		return
	}
	answer(w, h.status(h.run(r.Context())), nil)
}
`
}${hasDetails ? detailsHandler : ""}
func answer(w http.ResponseWriter, status string, details map[string]any) {
	body := map[string]any{"status": status}
	for name, value := range details {
		body[name] = value
	}
	w.Header().Set("Content-Type", "application/json")
	if status == "down" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(body)
}

func (h *Health) status(results []result) string {
	status := "ok"
	for _, r := range results {
		if !r.up && r.critical {
			return "down"
		}
		if !r.up {
			status = "degraded"
		}
	}
	if !h.ready.Load() {
		return "down"
	}
	return status
}

func (h *Health) run(ctx context.Context) []result {
	h.mu.Lock()
	defer h.mu.Unlock()
	if time.Since(h.checked) <= cacheDuration {
		return h.results
	}
	// Others get the results too: they outlive the request that asked first.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), checkTimeout)
	defer cancel()
	results := make([]result, len(h.checks))
	var wg sync.WaitGroup
	for i, c := range h.checks {
		wg.Go(func() { results[i] = c.run(ctx) })
	}
	wg.Wait()
	h.results, h.checked = results, time.Now()
	return results
}

func (c check) run(ctx context.Context) result {
	begun := time.Now()
	// Buffered, for a ping that does not heed the context and comes back later.
	done := make(chan error, 1)
	go func() { done <- c.ping(ctx) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		slog.Warn("health check failed", "check", c.name, "error", err)
	}
	return result{c, err == nil, time.Since(begun)}
}
`;
}

const detailsHandler = `
// details names what it stands on, for who knows the token.
func (h *Health) details(w http.ResponseWriter, r *http.Request) {
	token := os.Getenv("HEALTH_TOKEN")
	if token == "" {
		http.NotFound(w, r)
		return
	}
	given := r.Header.Get("Authorization")
	if subtle.ConstantTimeCompare([]byte(given), []byte("Bearer "+token)) != 1 {
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, "unauthorized", http.StatusUnauthorized)
		return
	}
	results := h.run(r.Context())
	checks := map[string]any{}
	for _, r := range results {
		status := "ok"
		if !r.up {
			status = "down"
		}
		checks[r.name] = map[string]any{
			"status":       status,
			"critical":     r.critical,
			"milliseconds": r.latency.Milliseconds(),
		}
	}
	answer(w, h.status(results), map[string]any{
		"version":   version(),
		"uptime":    int(time.Since(h.started).Seconds()),
		"timestamp": time.Now().UTC().Format(time.RFC3339),
		"checks":    checks,
	})
}

func version() string {
	if version := os.Getenv("APP_VERSION"); version != "" {
		return version
	}
	return "unknown"
}
`;

function serving({ answers }: Plan): string {
  const { livenessPath, drainSeconds, shutdownSeconds } = answers;
  return `package health

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"
)

// What requests under way may take to finish.
const shutdownTimeout = ${seconds(shutdownSeconds)}

// NewServer gives a server that slow clients cannot keep connections of for ever.
func NewServer(address string, handler http.Handler) *http.Server {
	return &http.Server{
		Addr:              address,
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       time.Minute,
	}
}

// Serve is ready until SIGTERM or SIGINT, then goes on answering while balancers take the
// process out, then lets requests under way finish. A second signal ends it at once.
func (h *Health) Serve(listen func() error, shutdown func(context.Context) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	failed := make(chan error, 1)
	go func() { failed <- listen() }()
	h.ready.Store(true)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	h.ready.Store(false)
	stop()
	time.Sleep(drain())
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	err := shutdown(ctx)
	if ended := <-failed; err == nil && !errors.Is(ended, http.ErrServerClosed) {
		err = ended
	}
	return err
}

// drain is how long it goes on answering, until no balancer sends requests any more.
func drain() time.Duration {
	if seconds, err := strconv.Atoi(os.Getenv("${drainVariable}")); err == nil {
		return time.Duration(seconds) * time.Second
	}
	return ${seconds(drainSeconds)}
}

// Probe asks the process at an address whether it lives, for the image's HEALTHCHECK; it
// gives the exit code.
func Probe(address string) int {
	client := http.Client{Timeout: 2 * time.Second}
	response, err := client.Get("http://" + address + "${livenessPath}")
	if err != nil {
		return 1
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return 1
	}
	return 0
}
`;
}

function seconds(count: number): string {
  return count === 0 ? "0" : count === 1 ? "time.Second" : `${count} * time.Second`;
}

/** Keys and values of a literal, as gofmt lays them out. */
function aligned(entries: readonly (readonly [string, string])[]): string {
  const width = Math.max(...entries.map(([key]) => key.length));
  return entries.map(([key, value]) => `\t\t${key.padEnd(width)} ${value}\n`).join("");
}
