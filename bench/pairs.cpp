// pairs PORT PATH CONNECTIONS < bodies: sends two POSTs per line ("first TAB second"), the two in random order, one
// after the other on one kept-alive connection, and prints both times in microseconds, "first second", in any order of
// lines. Whoever compares the columns sees what an attacker beside the server could.

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Pair {
  std::string bodies[2];
};

[[noreturn]] void give_up(const char* why) {
  std::perror(why);
  std::exit(1);
}

int connect_to(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) give_up("connect");
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

/// Reads one answer with a Content-Length; false unless its status is one an honest run may see.
bool read_answer(int fd) {
  std::string got;
  std::size_t wanted = std::string::npos;
  char chunk[4096];
  while (got.size() < wanted) {
    const auto count = ::recv(fd, chunk, sizeof chunk, 0);
    if (count <= 0) give_up("recv");
    got.append(chunk, static_cast<std::size_t>(count));
    const auto head = got.find("\r\n\r\n");
    if (wanted != std::string::npos || head == std::string::npos) continue;
    const auto length = got.find("Content-Length: ");
    wanted = head + 4 + std::strtoul(got.c_str() + length + 16, nullptr, 10);
  }
  return got.starts_with("HTTP/1.1 200") || got.starts_with("HTTP/1.1 400");
}

double microseconds_of(int fd, const std::string& path, const std::string& body) {
  const std::string request = "POST " + path + " HTTP/1.1\r\nHost: pairs\r\nContent-Type: application/json\r\n" +
                              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  const auto begun = std::chrono::steady_clock::now();
  if (::send(fd, request.data(), request.size(), 0) != static_cast<ssize_t>(request.size())) give_up("send");
  if (!read_answer(fd)) {
    std::cerr << "pairs: an answer was neither 200 nor 400\n";
    std::exit(1);
  }
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begun).count();
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) return std::cerr << "usage: pairs PORT PATH CONNECTIONS < bodies\n", 2;
  std::vector<Pair> pairs;
  for (std::string line; std::getline(std::cin, line);) {
    const auto tab = line.find('\t');
    pairs.push_back({{line.substr(0, tab), line.substr(tab + 1)}});
  }
  std::mutex mutex;
  std::size_t next = 0;
  const auto work = [&] {
    const int fd = connect_to(std::atoi(words[1]));
    std::mt19937 random{std::random_device{}()};
    for (;;) {
      std::unique_lock lock{mutex};
      if (next == pairs.size()) break;
      const Pair& pair = pairs[next++];
      lock.unlock();
      const unsigned first = random() % 2;
      double took[2];
      for (const unsigned which : {first, 1 - first}) took[which] = microseconds_of(fd, words[2], pair.bodies[which]);
      lock.lock();
      std::printf("%.1f %.1f\n", took[0], took[1]);
    }
    ::close(fd);
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < std::atoi(words[3]); ++i) threads.emplace_back(work);
  for (auto& thread : threads) thread.join();
}
