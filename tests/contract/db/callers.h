#pragma once
// Coroutines that wait on one loop, and how each of them ended.

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <vector>

#include "platform/async/task.h"

namespace foyer::test {

template <class T>
class Callers {
 public:
  /// Does not run it yet. Its place is the number of those started before.
  void start(Task<T> task) {
    ends_.push_back(std::make_shared<End>());
    boost::asio::co_spawn(*context_, std::move(task), [end = ends_.back()](std::exception_ptr failure, T value) {
      end->failure = std::move(failure);
      if (!end->failure) end->value.emplace(std::move(value));
    });
  }
  /// As far as they come without waiting.
  void poll() {
    context_->restart();
    context_->poll();
  }
  void finish() {
    context_->restart();
    context_->run();
  }
  /// What is ready stays undone until the next poll.
  void stop() { context_->stop(); }
  void destroy_loop() { context_.reset(); }

  std::size_t size() const { return ends_.size(); }
  bool is_waiting(std::size_t place) const { return !ends_[place]->value && !ends_[place]->failure; }
  /// Throws what the caller was told.
  T value(std::size_t place) const {
    if (ends_[place]->failure) std::rethrow_exception(ends_[place]->failure);
    return ends_[place]->value.value();
  }
  template <class Failure>
  bool failed_with(std::size_t place) const {
    try {
      value(place);
    } catch (const Failure&) {
      return true;
    } catch (...) {
    }
    return false;
  }

 private:
  struct End {
    std::optional<T> value;
    std::exception_ptr failure;
  };
  std::unique_ptr<boost::asio::io_context> context_ = std::make_unique<boost::asio::io_context>(1);
  std::vector<std::shared_ptr<End>> ends_;
};

}  // namespace foyer::test
