//go:build zookeeper
// +build zookeeper

package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/samuel/go-zookeeper/zk"
)

type zookeeperSession struct{ connection *zk.Conn }

type silence struct{}

func (silence) Printf(string, ...interface{}) {}

func init() {
	systems["zookeeper"] = system{dial: dialZooKeeper, prepare: createNodes}
}

func dialZooKeeper(endpoint string) (session, error) {
	connection, events, err := zk.Connect(
		[]string{endpoint}, 10*time.Second, zk.WithLogger(silence{}), zk.WithLogInfo(false))
	if err != nil {
		return nil, err
	}
	deadline := time.After(20 * time.Second)
	for connection.State() != zk.StateHasSession {
		select {
		case <-events:
		case <-deadline:
			return nil, errors.New("no session within 20 s")
		}
	}
	// Nobody reads them; the library waits for a reader otherwise.
	go func() {
		for range events {
		}
	}()
	return zookeeperSession{connection}, nil
}

func zookeeperPath(key int) string { return fmt.Sprintf("/rooms/%08d", key) }

func createNodes(sessions []session, n int) error {
	create := func(s session, path string) error {
		_, err := s.(zookeeperSession).connection.Create(
			path, []byte(value(0, 0)), 0, zk.WorldACL(zk.PermAll))
		if err == zk.ErrNodeExists {
			return nil
		}
		return err
	}
	if err := create(sessions[0], "/rooms"); err != nil {
		return err
	}
	return each(n, func(i int) error { return create(sessions[i%len(sessions)], zookeeperPath(i)) })
}

func (s zookeeperSession) write(key int, value string) (answer, error) {
	_, err := s.connection.Set(zookeeperPath(key), []byte(value), -1)
	return answer{}, err
}

// A sync and then a read, as ZooKeeper's documents advise who must not read an old value.
func (s zookeeperSession) read(key int) (answer, error) {
	if _, err := s.connection.Sync(zookeeperPath(key)); err != nil {
		return answer{}, err
	}
	_, _, err := s.connection.Get(zookeeperPath(key))
	return answer{}, err
}

func (s zookeeperSession) close() { s.connection.Close() }
