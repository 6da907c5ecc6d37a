package main

import (
	"fmt"
	"io/ioutil"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The machine and the processes at one moment; processor time in seconds.
type reading struct {
	at      time.Time
	servers float64
	self    float64
	machine float64
}

// What was spent between two readings; the names are those of roomctl bench.
type machineUse struct {
	ServerCPUSeconds      float64 `json:"serverCpuSeconds"`
	ClientCPUSeconds      float64 `json:"clientCpuSeconds"`
	ServerCPUMicroseconds float64 `json:"serverCpuMicroseconds"`
	ClientCPUMicroseconds float64 `json:"clientCpuMicroseconds"`
	BusyShare             float64 `json:"busyShare"`
	OthersShare           float64 `json:"othersShare"`
	ResidentBytes         int64   `json:"residentBytes"`
	PeakResidentBytes     int64   `json:"peakResidentBytes"`
}

const ticksPerSecond = 100 // USER_HZ, the same on every Linux that Go runs on

func serverPids() []string {
	if *pids == "" {
		return nil
	}
	return strings.Split(*pids, ",")
}

func read() reading {
	r := reading{at: time.Now()}
	for _, pid := range serverPids() {
		text, _ := ioutil.ReadFile(fmt.Sprintf("/proc/%s/stat", pid))
		// The name of the program is in parentheses; the fields behind it begin with the third.
		fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		if len(fields) > 12 {
			r.servers += (number(fields[11]) + number(fields[12])) / ticksPerSecond
		}
	}
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	r.self = float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
	text, _ := ioutil.ReadFile("/proc/stat")
	fields := strings.Fields(strings.SplitN(string(text), "\n", 2)[0])
	if len(fields) > 7 {
		for _, place := range []int{1, 2, 3, 6, 7} { // user nice system irq softirq
			r.machine += number(fields[place]) / ticksPerSecond
		}
	}
	return r
}

func between(before, after reading, operations int) machineUse {
	capacity := after.at.Sub(before.at).Seconds() * float64(runtime.NumCPU())
	use := machineUse{
		ServerCPUSeconds: after.servers - before.servers,
		ClientCPUSeconds: after.self - before.self,
		BusyShare:        (after.machine - before.machine) / capacity,
	}
	others := after.machine - before.machine - use.ServerCPUSeconds - use.ClientCPUSeconds
	if others > 0 {
		use.OthersShare = others / capacity
	}
	if operations > 0 {
		use.ServerCPUMicroseconds = use.ServerCPUSeconds / float64(operations) * 1e6
		use.ClientCPUMicroseconds = use.ClientCPUSeconds / float64(operations) * 1e6
	}
	for _, pid := range serverPids() {
		use.ResidentBytes = most(use.ResidentBytes, status(pid, "VmRSS:"))
		use.PeakResidentBytes = most(use.PeakResidentBytes, status(pid, "VmHWM:"))
	}
	return use
}

func status(pid, name string) int64 {
	text, _ := ioutil.ReadFile(fmt.Sprintf("/proc/%s/status", pid))
	for _, line := range strings.Split(string(text), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == name {
			return int64(number(fields[1])) * 1024
		}
	}
	return 0
}

func number(text string) float64 {
	n, _ := strconv.ParseFloat(text, 64)
	return n
}

func most(a, b int64) int64 {
	if a > b {
		return a
	}
	return b
}
