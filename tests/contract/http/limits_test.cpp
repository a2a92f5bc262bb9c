// H2: what is too much is refused by its own status, and the client gets to read it.

#include <gtest/gtest.h>

#include "platform/http/deadlines.h"
#include "tests/contract/http/serving.h"

namespace foyer::http::test {
namespace {

std::string many_fields(std::size_t count) {
  std::string fields;
  for (std::size_t i = 0; i < count; ++i) fields += "X: y\r\n";
  return fields;
}

TEST(H2, TargetOfEightKibIsReadAndOneByteMoreIs414) {
  const Serving serving;
  const std::string longest = "/?" + std::string(8 * 1024 - 2, 'q');
  EXPECT_EQ(serving.get(longest).status, 200);
  EXPECT_EQ(serving.get(longest + "q").status, 414);
}

TEST(H2, HeaderSectionOfSixteenKibIsReadAndOneByteMoreIs431) {
  const Serving serving;
  // "Host: a", "X: " and the line ends around the value, the empty line included.
  const std::string value(16 * 1024 - 9 - 5 - 2, 'v');
  EXPECT_EQ(serving.get("/hello", "X: " + value + "\r\n").status, 200);
  EXPECT_EQ(serving.get("/hello", "X: " + value + "v\r\n").status, 431);
}

TEST(H2, HundredFieldsAreReadAndOneMoreIs431) {
  const Serving serving;
  EXPECT_EQ(serving.get("/hello", many_fields(99)).status, 200);
  EXPECT_EQ(serving.get("/hello", many_fields(100)).status, 431);
}

TEST(H2, TargetAndHeaderMayBothBeAtTheirLimits) {
  const Serving serving;
  const std::string longest = "/?" + std::string(8 * 1024 - 2, 'q');
  EXPECT_EQ(serving.get(longest, "X: " + std::string(16 * 1024 - 16, 'v') + "\r\n").status, 200);
}

std::string counted(std::size_t size) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
         std::string(size, 'b');
}

std::string chunked(std::size_t size) {
  std::string message = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t left = size; left > 0;) {
    const std::size_t part = std::min<std::size_t>(left, 1000);
    char digits[16];
    snprintf(digits, sizeof digits, "%zx\r\n", part);
    message += digits + std::string(part, 'b') + "\r\n";
    left -= part;
  }
  return message + "0\r\n\r\n";
}

TEST(H2, BodyOf64KibIsReadAndOneByteMoreIs413HoweverFramed) {
  const Serving serving;
  EXPECT_EQ(serving.ask(counted(64 * 1024)).body.size(), 64U * 1024);
  EXPECT_EQ(serving.ask(chunked(64 * 1024)).body.size(), 64U * 1024);
  EXPECT_EQ(serving.ask(counted(64 * 1024 + 1)).status, 413);
  EXPECT_EQ(serving.ask(chunked(64 * 1024 + 1)).status, 413);
}

TEST(H2, AnswerToAHugeBodyCanBeReadAfterSendingAllOfIt) {
  const Serving serving;
  RawClient client{serving.port()};
  EXPECT_TRUE(client.send(counted(4 * 1024 * 1024)));
  EXPECT_EQ(client.read_answer().status, 413);
}

TEST(H2, OneHugeChunkIsRefusedByItsSizeAlone) {
  const Serving serving;
  EXPECT_EQ(serving.ask("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n").status,
            413);
}

TEST(H2, TrailersAreBounded) {
  const Serving serving;
  const std::string start = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
  EXPECT_EQ(serving.ask(start + "X: " + std::string(5000, 'v') + "\r\n\r\n").status, 431);
  EXPECT_EQ(serving.ask(start + many_fields(101) + "\r\n").status, 431);
}

TEST(H2Deadlines, AreThoseOfTheRequirementsUnlessSet) {
  const ServerOptions options;
  EXPECT_EQ(options.header_timeout, std::chrono::seconds{10});
  EXPECT_EQ(options.body_timeout, std::chrono::seconds{15});
  EXPECT_EQ(options.idle_timeout, std::chrono::seconds{60});
  EXPECT_EQ(options.write_timeout, std::chrono::seconds{30});
}

TEST(H2, LimitsComeFromTheOptions) {
  const Serving serving{{.max_target = 10, .max_header = 50, .max_fields = 2, .max_body = 3}};
  EXPECT_EQ(serving.get("/hello").status, 200);
  EXPECT_EQ(serving.get("/hello?abcde").status, 414);
  EXPECT_EQ(serving.get("/hello", many_fields(2)).status, 431);
  EXPECT_EQ(serving.get("/hello", "X: " + std::string(50, 'v') + "\r\n").status, 431);
  EXPECT_EQ(serving.ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nabcd").status, 413);
}

TEST(H2, ManyPipelinedRequestsAreAllAnsweredInOrder) {
  const Serving serving;
  RawClient client{serving.port()};
  std::string all;
  for (int i = 0; i < 200; ++i) all += "GET /?" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\n\r\n";
  client.send(all);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(client.read_answer().body, "/?" + std::to_string(i));
}

class Phase final : public Watched {
 public:
  explicit Phase(Deadlines& list) : Watched{list} {}
  void expire() override { ++expired; }
  void drain() override { ++drained; }
  void cut() override { ++cuts; }
  using Watched::arm;
  using Watched::disarm;
  int expired = 0;
  int drained = 0;
  int cuts = 0;
};

constexpr Monotonic at(int seconds) { return Monotonic{std::chrono::seconds{seconds}}; }

TEST(H2Deadlines, FireOnceWhenPassedAndNeverBefore) {
  Deadlines list;
  Phase early{list};
  Phase late{list};
  Phase never{list};
  early.arm(at(10));
  late.arm(at(15));
  list.sweep(at(9));
  EXPECT_EQ(early.expired + late.expired, 0);
  list.sweep(at(10));
  list.sweep(at(11));
  EXPECT_EQ(early.expired, 1);
  EXPECT_EQ(late.expired, 0);
  late.disarm();
  list.sweep(at(1000));
  EXPECT_EQ(late.expired + never.expired, 0);
}

TEST(H2Deadlines, MembersLeaveInAnyOrder) {
  Deadlines list;
  auto first = std::make_unique<Phase>(list);
  auto second = std::make_unique<Phase>(list);
  auto third = std::make_unique<Phase>(list);
  second.reset();
  EXPECT_EQ(list.size(), 2U);
  list.drain_all();
  EXPECT_EQ(first->drained + third->drained, 2);
  third.reset();
  list.cut_all();
  EXPECT_EQ(first->cuts, 1);
  first.reset();
  EXPECT_EQ(list.size(), 0U);
  list.sweep(at(1));
}

const ServerOptions hurried{.header_timeout = std::chrono::seconds{1},
                            .body_timeout = std::chrono::seconds{1},
                            .idle_timeout = std::chrono::seconds{1},
                            .write_timeout = std::chrono::seconds{1}};

TEST(H2, SlowHeaderIs408) {
  const Serving serving{hurried};
  RawClient client{serving.port()};
  client.send("GET /hello HTTP/1.1\r\nHo");
  EXPECT_EQ(client.read_answer().status, 408);
  client.finish_sending();
  EXPECT_TRUE(client.ended());
}

TEST(H2, SlowBodyIs408) {
  const Serving serving{hurried};
  RawClient client{serving.port()};
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
  EXPECT_EQ(client.read_answer().status, 408);
}

TEST(H2, SlowBodyIs408AfterContinueToo) {
  const Serving serving{hurried};
  RawClient client{serving.port()};
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_answer().status, 100);
  EXPECT_EQ(client.read_answer().status, 408);
}

TEST(H2, ClientThatNeverReadsIsCutOff) {
  Serving serving{hurried};
  static const std::string large(32 * 1024 * 1024, 'x');
  serving.add(Method::get, "/large", [](const Request&) -> Task<Response> {
    Response response;
    response.static_body = large;
    co_return response;
  });
  RawClient client{serving.port()};
  client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client.wait_for_reset());
}

TEST(H2, IdleConnectionsEndSilently) {
  const Serving serving{hurried};
  RawClient silent{serving.port()};
  RawClient served{serving.port()};
  EXPECT_EQ(served.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
  EXPECT_TRUE(silent.ended());
  EXPECT_TRUE(served.ended());
}

}  // namespace
}  // namespace foyer::http::test
