package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"google.golang.org/grpc"
	rk "roomkeeper/v1"
)

func init() {
	systems["roomkeeper-unary"] = system{dial: dialUnary, prepare: createRooms}
	systems["roomkeeper-session"] = system{dial: dialStream, prepare: createRooms}
}

// The rooms that stand for the keys.
var rooms []string

func timeout() time.Duration {
	if *killPid != 0 {
		return time.Second
	}
	return 10 * time.Second
}

func dialRoomkeeper(endpoint string) (*grpc.ClientConn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	// With windows of its own the library sends no ping for each burst of replies, to find out how
	// large they could be; the server would take the two hundredth within 30 s for an attack.
	return grpc.DialContext(ctx, endpoint, grpc.WithInsecure(), grpc.WithBlock(),
		grpc.WithInitialWindowSize(1<<20), grpc.WithInitialConnWindowSize(1<<20))
}

func setTitle(key int, value string) *rk.MutateRequest {
	update := &rk.UpdateInfo{Title: value}
	return &rk.MutateRequest{RoomId: rooms[key], Operations: []*rk.Operation{
		{Op: &rk.Operation_UpdateInfo{UpdateInfo: update}}}}
}

func createRoom(number int) *rk.MutateRequest {
	create := &rk.Create{OwnerId: "load", Info: &rk.RoomInfo{Title: fmt.Sprintf("room %d", number)}}
	return &rk.MutateRequest{
		Operations: []*rk.Operation{{Op: &rk.Operation_Create{Create: create}}}}
}

func getRoom(key int) *rk.GetRoomRequest {
	return &rk.GetRoomRequest{RoomId: rooms[key], View: rk.View_BASIC,
		ReadLevel: rk.ReadLevel_LINEARIZABLE}
}

func written(key int, reply *rk.MutateResponse) answer {
	return answer{room: rooms[key], revision: reply.GetRevision()}
}

func seen(key int, reply *rk.GetRoomResponse) answer {
	room := reply.GetRoom()
	return answer{room: rooms[key], revision: room.GetRevision(), value: room.GetInfo().GetTitle(),
		node: reply.GetNodeId()}
}

// Rooms are made on connections of their own, one call each.
func createRooms(_ []session, n int) error {
	s, err := dialUnary(firstEndpoint())
	if err != nil {
		return err
	}
	defer s.close()
	rooms = make([]string, n)
	return each(n, func(i int) error {
		ctx, cancel := context.WithTimeout(context.Background(), timeout())
		defer cancel()
		reply, err := s.(unarySession).service.Mutate(ctx, createRoom(i))
		if err == nil {
			rooms[i] = reply.GetRoomId()
		}
		return err
	})
}

// --- unary calls ---

type unarySession struct {
	connection *grpc.ClientConn
	service    rk.RoomServiceClient
}

func dialUnary(endpoint string) (session, error) {
	connection, err := dialRoomkeeper(endpoint)
	if err != nil {
		return nil, err
	}
	return unarySession{connection, rk.NewRoomServiceClient(connection)}, nil
}

func (s unarySession) write(key int, value string) (answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout())
	defer cancel()
	reply, err := s.service.Mutate(ctx, setTitle(key, value))
	return written(key, reply), err
}

func (s unarySession) read(key int) (answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout())
	defer cancel()
	reply, err := s.service.GetRoom(ctx, getRoom(key))
	return seen(key, reply), err
}

func (s unarySession) close() { s.connection.Close() }

// --- one stream of many requests ---

type streamSession struct {
	connection *grpc.ClientConn
	stream     rk.RoomService_SessionClient
	sending    sync.Mutex
	mutex      sync.Mutex
	lastID     uint64
	waiting    map[uint64]chan *rk.ServerEnvelope
	failure    error
}

func dialStream(endpoint string) (session, error) {
	connection, err := dialRoomkeeper(endpoint)
	if err != nil {
		return nil, err
	}
	stream, err := rk.NewRoomServiceClient(connection).Session(context.Background())
	if err != nil {
		return nil, err
	}
	s := &streamSession{connection: connection, stream: stream,
		waiting: map[uint64]chan *rk.ServerEnvelope{}}
	go s.receive()
	return s, nil
}

// receive hands every reply to the caller that waits for it.
func (s *streamSession) receive() {
	for {
		envelope, err := s.stream.Recv()
		s.mutex.Lock()
		if err != nil {
			s.failure = err
			for id, reply := range s.waiting {
				close(reply)
				delete(s.waiting, id)
			}
			s.mutex.Unlock()
			return
		}
		reply := s.waiting[envelope.GetId()]
		delete(s.waiting, envelope.GetId())
		s.mutex.Unlock()
		if reply != nil {
			reply <- envelope
		}
	}
}

func (s *streamSession) ask(envelope *rk.ClientEnvelope) (*rk.ServerEnvelope, error) {
	reply := make(chan *rk.ServerEnvelope, 1)
	s.mutex.Lock()
	if s.failure != nil {
		s.mutex.Unlock()
		return nil, s.failure
	}
	s.lastID++
	envelope.Id = s.lastID
	s.waiting[envelope.Id] = reply
	s.mutex.Unlock()
	s.sending.Lock()
	err := s.stream.Send(envelope)
	s.sending.Unlock()
	if err != nil {
		return nil, err
	}
	got := <-reply
	if got == nil {
		return nil, errors.New("the stream ended")
	}
	if failure := got.GetError(); failure != nil {
		return nil, fmt.Errorf("%s: %s", failure.GetReason(), failure.GetMessage())
	}
	return got, nil
}

func (s *streamSession) write(key int, value string) (answer, error) {
	reply, err := s.ask(&rk.ClientEnvelope{
		Request: &rk.ClientEnvelope_Mutate{Mutate: setTitle(key, value)}})
	return written(key, reply.GetMutate()), err
}

func (s *streamSession) read(key int) (answer, error) {
	reply, err := s.ask(&rk.ClientEnvelope{
		Request: &rk.ClientEnvelope_GetRoom{GetRoom: getRoom(key)}})
	return seen(key, reply.GetGetRoom()), err
}

func (s *streamSession) close() { s.connection.Close() }
