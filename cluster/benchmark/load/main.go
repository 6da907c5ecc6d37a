// Command load asks a cluster of three nodes the same things whatever it is made of, and prints one
// JSON object with the names that roomctl bench -o json uses. cluster/bench builds and runs it.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

// An answer is what a history keeps of an operation; only Roomkeeper tells it.
type answer struct {
	room     string
	revision uint64
	value    string
	node     uint64
}

// A session is one connection that many callers share.
type session interface {
	write(key int, value string) (answer, error)
	// The strongest read that the system offers.
	read(key int) (answer, error)
	close()
}

// A system is a kind of cluster.
type system struct {
	dial func(endpoint string) (session, error)
	// Makes keys 0 to n-1.
	prepare func(sessions []session, n int) error
}

// Each file that talks to a system puts it here; some are built only where their library is there.
var systems = map[string]system{}

var (
	systemName = flag.String("system", "", "what the cluster is")
	endpoints  = flag.String("endpoints", "", "host:port of those nodes that are asked, by commas")
	callers    = flag.Int("callers", 256, "how many ask at the same time")
	connection = flag.Int("connections", 16, "connections, divided over the endpoints")
	keys       = flag.Int("keys", 10000, "keys, made before the measurement")
	valueBytes = flag.Int("value-bytes", 256, "bytes of each value")
	reads      = flag.Float64("reads", 0, "share of reads, 0 to 1")
	warmUp     = flag.Duration("warm-up", time.Second, "work before measuring")
	seconds    = flag.Duration("seconds", 3*time.Second, "how long to measure")
	pids       = flag.String("pids", "", "processes of the servers, by commas")
	historyTo  = flag.String("history", "", "write the operations on some keys to this file")
	historyOf  = flag.Int("history-rooms", 16, "how many keys the history covers")
	killPid    = flag.Int("kill", 0, "failover: this process is killed after two seconds")
	rate       = flag.Int("rate", 200, "failover: writes a second")
)

func main() {
	flag.Parse()
	result, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(result)
}

func run() (interface{}, error) {
	chosen, isThere := systems[*systemName]
	if !isThere {
		return nil, fmt.Errorf("this build does not know the system %q", *systemName)
	}
	if *connection > *callers {
		*connection = *callers
	}
	sessions, err := dialAll(chosen)
	if err != nil {
		return nil, err
	}
	defer func() {
		for _, s := range sessions {
			s.close()
		}
	}()
	if err := chosen.prepare(sessions, *keys); err != nil {
		return nil, fmt.Errorf("preparing %d keys: %v", *keys, err)
	}
	if *killPid != 0 {
		return failover(sessions)
	}
	return closedLoop(sessions)
}

func dialAll(chosen system) ([]session, error) {
	ends := strings.Split(*endpoints, ",")
	sessions := make([]session, *connection)
	for i := range sessions {
		s, err := chosen.dial(ends[i%len(ends)])
		if err != nil {
			return nil, fmt.Errorf("connecting to %s: %v", ends[i%len(ends)], err)
		}
		sessions[i] = s
	}
	return sessions, nil
}

// each runs work for 0 to n-1 on many goroutines, and returns the first error.
func each(n int, work func(i int) error) error {
	numbers := make(chan int)
	failures := make(chan error, 1)
	done := make(chan struct{})
	const workers = 128
	for w := 0; w < workers; w++ {
		go func() {
			for i := range numbers {
				if err := work(i); err != nil {
					select {
					case failures <- err:
					default:
					}
				}
			}
			done <- struct{}{}
		}()
	}
	for i := 0; i < n; i++ {
		numbers <- i
	}
	close(numbers)
	for w := 0; w < workers; w++ {
		<-done
	}
	select {
	case err := <-failures:
		return err
	default:
		return nil
	}
}

func firstEndpoint() string { return strings.Split(*endpoints, ",")[0] }

// writeEach is how a system without anything of its own makes its keys.
func writeEach(sessions []session, n int) error {
	text := value(0, 0)
	return each(n, func(i int) error {
		_, err := sessions[i%len(sessions)].write(i, text)
		return err
	})
}

// value is a text of the asked length that no other caller or turn has.
func value(caller, turn int) string {
	head := fmt.Sprintf("%d.%d.", turn, caller)
	if len(head) >= *valueBytes {
		return head[:*valueBytes]
	}
	return head + strings.Repeat("x", *valueBytes-len(head))
}
