package main

import (
	"math/rand"
	"sort"
	"sync"
	"sync/atomic"
	"time"
)

// Latencies in milliseconds.
type latencies struct {
	P50  float64 `json:"p50"`
	P90  float64 `json:"p90"`
	P99  float64 `json:"p99"`
	P999 float64 `json:"p999"`
	Max  float64 `json:"max"`
	Mean float64 `json:"mean"`
}

// Of every single latency: nothing is put into buckets.
func summary(times []time.Duration) *latencies {
	if len(times) == 0 {
		return nil
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	milliseconds := func(d time.Duration) float64 { return float64(d) / 1e6 }
	at := func(share float64) float64 {
		return milliseconds(times[int(share*float64(len(times)-1))])
	}
	var sum time.Duration
	for _, t := range times {
		sum += t
	}
	return &latencies{P50: at(.5), P90: at(.9), P99: at(.99), P999: at(.999), Max: at(1),
		Mean: milliseconds(sum) / float64(len(times))}
}

type closedResult struct {
	Operations   int     `json:"operations"`
	OpsPerSecond float64 `json:"opsPerSecond"`
	Errors       int64   `json:"errors"`
	FirstError   string  `json:"firstError,omitempty"`
	LatencyMs    struct {
		Reads  *latencies `json:"reads,omitempty"`
		Writes *latencies `json:"writes,omitempty"`
	} `json:"latencyMs"`
	Machine machineUse      `json:"machine"`
	History *historySummary `json:"history,omitempty"`
}

const (
	warming = iota
	measuring
	over
)

// closedLoop lets every caller ask, wait for the answer and ask again.
func closedLoop(sessions []session) (interface{}, error) {
	history := newHistory()
	var phase int32
	var errors int64
	var firstError atomic.Value
	var group sync.WaitGroup
	readTimes := make([][]time.Duration, *callers)
	writeTimes := make([][]time.Duration, *callers)
	for number := 0; number < *callers; number++ {
		group.Add(1)
		go func(number int) {
			defer group.Done()
			c := &caller{number: number, process: number, session: sessions[number%len(sessions)],
				random: rand.New(rand.NewSource(int64(number))), history: history}
			for {
				before := atomic.LoadInt32(&phase)
				if before == over {
					return
				}
				start := time.Now()
				isRead, err := c.ask()
				took := time.Since(start)
				if err != nil {
					firstError.CompareAndSwap(nil, err.Error())
					atomic.AddInt64(&errors, 1)
					time.Sleep(10 * time.Millisecond)
				} else if before == measuring && atomic.LoadInt32(&phase) == measuring {
					if isRead {
						readTimes[number] = append(readTimes[number], took)
					} else {
						writeTimes[number] = append(writeTimes[number], took)
					}
				}
			}
		}(number)
	}
	time.Sleep(*warmUp)
	before := read()
	atomic.StoreInt32(&phase, measuring)
	time.Sleep(*seconds)
	atomic.StoreInt32(&phase, over)
	after := read()
	group.Wait()

	var all closedResult
	reads, writes := joined(readTimes), joined(writeTimes)
	all.Operations = len(reads) + len(writes)
	all.OpsPerSecond = float64(all.Operations) / after.at.Sub(before.at).Seconds()
	all.Errors = errors
	if text, isText := firstError.Load().(string); isText {
		all.FirstError = text
	}
	all.LatencyMs.Reads, all.LatencyMs.Writes = summary(reads), summary(writes)
	all.Machine = between(before, after, all.Operations)
	var err error
	all.History, err = history.write()
	return all, err
}

func joined(parts [][]time.Duration) []time.Duration {
	var all []time.Duration
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// A caller asks for one thing after the other.
type caller struct {
	number  int
	process int
	turn    int
	session session
	random  *rand.Rand
	history *history
}

func (c *caller) ask() (isRead bool, err error) {
	key := c.random.Intn(*keys)
	c.turn++
	var text string
	if isRead = c.random.Float64() < *reads; !isRead {
		text = value(c.number, c.turn)
	}
	call := c.history.begin(key)
	var got answer
	if isRead {
		got, err = c.session.read(key)
	} else {
		got, err = c.session.write(key, text)
	}
	if call != nil {
		call.end(c.process, text, got, err)
	}
	if err != nil {
		// What became of it is not known; in the history it is a caller of its own.
		c.process += *callers
	}
	return isRead, err
}
