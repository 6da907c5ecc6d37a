package main

import (
	"fmt"
	"sync"
	"syscall"
	"time"
)

type failoverResult struct {
	// The longest time without an acknowledged write, and until a write that began after the kill
	// was acknowledged.
	LongestGapMs float64 `json:"longestGapMs"`
	RecoveredMs  float64 `json:"recoveredMs"`
	Before       int     `json:"acknowledgedBefore"`
	After        int     `json:"acknowledgedAfter"`
	Errors       int     `json:"errors"`
}

const (
	calmSeconds = 2
	// After the first write that succeeds again, so that a second gap would be seen.
	settleSeconds = 3
	limitSeconds  = 40
)

// failover writes at fixed times, through each node in turn and without waiting for answers, and
// kills a process in the middle.
func failover(sessions []session) (interface{}, error) {
	var mutex sync.Mutex
	var result failoverResult
	var killed, last, recovered time.Time
	start := time.Now()
	ticker := time.NewTicker(time.Second / time.Duration(*rate))
	defer ticker.Stop()
	for turn := 0; ; turn++ {
		<-ticker.C
		mutex.Lock()
		if killed.IsZero() && time.Since(start) > calmSeconds*time.Second {
			if err := syscall.Kill(*killPid, syscall.SIGKILL); err != nil {
				return nil, fmt.Errorf("killing %d: %v", *killPid, err)
			}
			killed = time.Now()
		}
		isDone := !recovered.IsZero() && time.Since(recovered) > settleSeconds*time.Second
		mutex.Unlock()
		if isDone || time.Since(start) > limitSeconds*time.Second {
			break
		}
		go func(turn int) {
			began := time.Now()
			_, err := sessions[turn%len(sessions)].write(turn%*keys, value(turn, 1))
			now := time.Now()
			mutex.Lock()
			defer mutex.Unlock()
			if err != nil {
				result.Errors++
				return
			}
			if gap := now.Sub(last).Seconds() * 1e3; !last.IsZero() && gap > result.LongestGapMs {
				result.LongestGapMs = gap
			}
			last = now
			if killed.IsZero() {
				result.Before++
			} else if began.After(killed) {
				result.After++
				if recovered.IsZero() {
					recovered = now
				}
			}
		}(turn)
	}
	mutex.Lock()
	defer mutex.Unlock()
	if recovered.IsZero() {
		return nil, fmt.Errorf("no write was acknowledged within %d s", limitSeconds)
	}
	result.RecoveredMs = recovered.Sub(killed).Seconds() * 1e3
	return result, nil
}
