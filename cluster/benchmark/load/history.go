package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"time"
)

// Every operation on the first keys, in the form of docs/histories.md.
type history struct {
	mutex  sync.Mutex
	origin time.Time
	lines  []historyLine
	// Keys of whose operations nothing more is kept, for one line would be one too many.
	isFull bool
}

type historyLine struct {
	Process int                    `json:"process"`
	Op      string                 `json:"op"`
	Room    string                 `json:"room"`
	Args    map[string]interface{} `json:"args,omitempty"`
	Call    int64                  `json:"call"`
	Ret     int64                  `json:"ret,omitempty"`
	Outcome string                 `json:"outcome"`
	Result  map[string]interface{} `json:"result,omitempty"`
	Node    string                 `json:"node,omitempty"`
}

type historySummary struct {
	File       string `json:"file"`
	Rooms      int    `json:"rooms"`
	Operations int    `json:"operations"`
	IsCut      bool   `json:"isCut"`
}

const mostLines = 200000

type historyCall struct {
	history *history
	at      time.Time
}

func newHistory() *history {
	return &history{origin: time.Now()}
}

// begin returns nil for keys that the history does not cover.
func (h *history) begin(key int) *historyCall {
	if *historyTo == "" || key >= *historyOf {
		return nil
	}
	return &historyCall{history: h, at: time.Now()}
}

func (c *historyCall) end(process int, written string, got answer, err error) {
	now := time.Now()
	line := historyLine{Process: process, Op: "read", Room: got.room,
		Call: c.at.Sub(c.history.origin).Nanoseconds()}
	if written != "" {
		line.Op, line.Args = "set", map[string]interface{}{"value": written}
	}
	switch {
	case err == nil:
		line.Outcome, line.Ret = "ok", now.Sub(c.history.origin).Nanoseconds()
		line.Result = map[string]interface{}{"rev": got.revision}
		if written == "" {
			line.Result["value"], line.Node = got.value, fmt.Sprintf("n%d", got.node)
		}
	case written == "":
		line.Outcome, line.Ret = "fail", now.Sub(c.history.origin).Nanoseconds()
	default:
		line.Outcome = "unknown"
	}
	c.history.mutex.Lock()
	defer c.history.mutex.Unlock()
	c.history.isFull = c.history.isFull || len(c.history.lines) == mostLines
	if !c.history.isFull {
		c.history.lines = append(c.history.lines, line)
	}
}

// write leaves nothing behind when the history has a hole: what is in it could not be judged.
func (h *history) write() (*historySummary, error) {
	if *historyTo == "" {
		return nil, nil
	}
	if h.isFull {
		return nil, fmt.Errorf("more than %d operations on %d keys: take fewer keys", mostLines, *historyOf)
	}
	file, err := os.Create(*historyTo)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	out := bufio.NewWriter(file)
	encoder := json.NewEncoder(out)
	for _, line := range h.lines {
		if err := encoder.Encode(line); err != nil {
			return nil, err
		}
	}
	return &historySummary{File: *historyTo, Rooms: *historyOf, Operations: len(h.lines)}, out.Flush()
}
