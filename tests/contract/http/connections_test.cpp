// Connections over their life: kept, closed, drained, cut, shared between threads.

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "tests/contract/http/serving.h"

namespace foyer::http::test {
namespace {

const std::string get_hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Connections, StayOpenUntilTheClientSaysClose) {
  const Serving serving;
  RawClient client{serving.port()};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ask(get_hello).count("Connection"), 0U);
  EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n").header("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

TEST(Connections, Http10ClosesUnlessItAsksToStay) {
  const Serving serving;
  RawClient once{serving.port()};
  EXPECT_EQ(once.ask("GET /hello HTTP/1.0\r\n\r\n").header("Connection"), "close");
  EXPECT_TRUE(once.ended());
  RawClient kept{serving.port()};
  const std::string stay = "GET /hello HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
  EXPECT_EQ(kept.ask(stay).header("Connection"), "keep-alive");
  EXPECT_EQ(kept.ask(stay).status, 200);
}

TEST(Connections, ByteByByteDeliveryGivesTheSameAnswer) {
  const Serving serving;
  const std::string message =
      "POST /echo HTTP/1.1\r\nHost: a\r\nX-Request-Id: the-same-id\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n0\r\n\r\n";
  RawClient whole{serving.port()};
  RawClient bytes{serving.port()};
  const RawAnswer expected = whole.ask(message);
  for (const char c : message) ASSERT_TRUE(bytes.send({&c, 1}));
  const RawAnswer answer = bytes.read_answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, expected.body);
  EXPECT_EQ(answer.fields, expected.fields);
}

TEST(Connections, PipelinedRequestsOfAllKindsAreAnsweredInOrder) {
  const Serving serving;
  RawClient client{serving.port()};
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\none" + get_hello +
              "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n"
              "GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n"
              "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nthree");
  EXPECT_EQ(client.read_answer().body, "one");
  EXPECT_EQ(client.read_answer().body, R"("hello")");
  EXPECT_EQ(client.read_answer().body, "two");
  EXPECT_EQ(client.read_answer().status, 404);
  EXPECT_EQ(client.read_answer().body, "three");
  EXPECT_TRUE(client.ended());
}

TEST(Connections, ContinueIsSentWhenAskedFor) {
  const Serving serving;
  RawClient client{serving.port()};
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 100);
  client.send("hello");
  EXPECT_EQ(client.read_answer().body, "hello");
}

TEST(Connections, TooLargeABodyIsRefusedInsteadOfContinued) {
  const Serving serving;
  EXPECT_EQ(
      serving.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\nExpect: 100-continue\r\n\r\n").status,
      413);
}

TEST(Connections, UnknownExpectationsAre417) {
  const Serving serving;
  EXPECT_EQ(serving.get("/hello", "Expect: the-unexpected\r\n").status, 417);
}

TEST(Connections, ClientThatLeavesInTheMiddleHarmsNobody) {
  const Serving serving;
  for (const std::string part : {"", "GET /he", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe"}) {
    const RawClient gone{serving.port()};
    gone.send(part);
  }
  EXPECT_EQ(serving.get("/hello").status, 200);
}

TEST(Connections, LargeAnswersArriveWholeAtASlowReader) {
  Serving serving;
  static const std::string large(8 * 1024 * 1024, 'x');
  serving.add(Method::get, "/large", [](const Request&) -> Task<Response> {
    Response response{.content_type = "text/plain"};
    response.static_body = large;
    co_return response;
  });
  RawClient client{serving.port()};
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n" + get_hello);
  EXPECT_TRUE(client.read_answer().body == large);
  EXPECT_EQ(client.read_answer().status, 200);
}

TEST(Connections, AboveTheLimitAreClosedAndRoomComesBack) {
  const Serving serving{{.max_connections = 1}};
  {
    RawClient first{serving.port()};
    EXPECT_EQ(first.ask(get_hello).status, 200);
    RawClient second{serving.port()};
    EXPECT_TRUE(second.ended());
    EXPECT_EQ(first.ask("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").status, 200);
    EXPECT_TRUE(first.ended());
  }
  RawClient third{serving.port()};
  EXPECT_EQ(third.ask(get_hello).status, 200);
}

TEST(Connections, StatusesThatCannotBeSentBecome500) {
  Serving serving;
  serving.add(Method::get, "/odd", [](const Request&) -> Task<Response> { co_return Response{.status = 101}; });
  EXPECT_EQ(serving.get("/odd").status, 500);
}

TEST(Stop, LetsARunningRequestFinishAndSaysClose) {
  Serving serving;
  RawClient busy{serving.port()};
  RawClient idle{serving.port()};
  EXPECT_EQ(idle.ask(get_hello).status, 200);
  busy.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  serving.gate.wait_until_entered();
  std::thread stopping{[&] { serving.server->stop(); }};
  EXPECT_TRUE(idle.ended());
  EXPECT_THROW(RawClient{serving.port()}, std::runtime_error);
  serving.gate.open();
  const RawAnswer answer = busy.read_answer();
  stopping.join();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(busy.ended());
}

TEST(Stop, CutsWhatDoesNotFinishInTime) {
  Serving serving{{.drain_timeout = std::chrono::seconds{0}}};
  RawClient busy{serving.port()};
  busy.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
  serving.gate.wait_until_entered();
  serving.server->stop();
  EXPECT_TRUE(busy.ended());
}

TEST(Stop, IsSafeTwiceAndWithoutAStart) {
  Serving serving;
  serving.server->stop();
  serving.server->stop();
  const Server never_started{{.port = 0}, serving.router, serving.clock};
  EXPECT_NE(never_started.port(), 0);
}

TEST(Listening, ATakenPortIsOneClearSentence) {
  for (const unsigned threads : {1U, 2U}) {
    const Serving serving{{.threads = threads}};
    for (const unsigned others : {1U, 2U}) {
      try {
        const Server second{{.port = serving.port(), .threads = others}, serving.router, serving.clock};
        FAIL() << "two servers on one port";
      } catch (const std::runtime_error& failure) {
        EXPECT_EQ(failure.what(), "port " + std::to_string(serving.port()) + " on 127.0.0.1 is already in use");
      }
    }
  }
}

TEST(Listening, APortIsFreeAgainAtOnce) {
  auto first = std::make_unique<Serving>(ServerOptions{.threads = 2});
  const std::uint16_t port = first->port();
  RawClient client{port};
  EXPECT_EQ(client.ask(get_hello).status, 200);
  first.reset();
  const Router router;
  const StoppedClock clock;
  const Server second{{.port = port, .threads = 2}, router, clock};
  EXPECT_EQ(second.port(), port);
}

TEST(Listening, AddressesThatAreNotOursAreRefused) {
  const Router router;
  const StoppedClock clock;
  EXPECT_THROW((Server{{.host = "192.0.2.1", .port = 0}, router, clock}), std::runtime_error);
  EXPECT_THROW((Server{{.host = "not an address", .port = 0}, router, clock}), std::runtime_error);
}

TEST(Listening, ThreadsShareOnePort) {
  std::mutex mutex;
  std::set<std::thread::id> seen;
  Serving serving{{.threads = 2}};
  serving.add(Method::get, "/thread", [&](const Request&) -> Task<Response> {
    const std::lock_guard lock{mutex};
    seen.insert(std::this_thread::get_id());
    return hello(Request{});
  });
  EXPECT_EQ(serving.server->executors().size(), 2U);
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 64; ++i) clients.push_back(std::make_unique<RawClient>(serving.port()));
  for (const auto& client : clients) EXPECT_EQ(client->ask("GET /thread HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
  EXPECT_EQ(seen.size(), 2U);
}

}  // namespace
}  // namespace foyer::http::test
