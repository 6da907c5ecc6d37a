//go:build etcd
// +build etcd

package main

import (
	"context"
	"fmt"
	"time"

	"go.etcd.io/etcd/clientv3"
)

type etcdSession struct{ client *clientv3.Client }

func init() {
	systems["etcd"] = system{dial: dialEtcd, prepare: writeEach}
}

func dialEtcd(endpoint string) (session, error) {
	client, err := clientv3.New(clientv3.Config{
		Endpoints: []string{endpoint}, DialTimeout: 5 * time.Second})
	return etcdSession{client}, err
}

func etcdKey(key int) string { return fmt.Sprintf("/rooms/%08d", key) }

func (s etcdSession) write(key int, value string) (answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout())
	defer cancel()
	_, err := s.client.Put(ctx, etcdKey(key), value)
	return answer{}, err
}

// Linearizable: etcd's default.
func (s etcdSession) read(key int) (answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout())
	defer cancel()
	got, err := s.client.Get(ctx, etcdKey(key))
	if err == nil && len(got.Kvs) != 1 {
		err = fmt.Errorf("key %d has %d values", key, len(got.Kvs))
	}
	return answer{}, err
}

func (s etcdSession) close() { s.client.Close() }
