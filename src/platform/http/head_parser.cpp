#include "platform/http/head_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/optional/optional.hpp>
#include <cstdint>

namespace foyer::http {
namespace {

namespace beast = boost::beast;

class FillHead final : public beast::http::basic_parser<true> {
 public:
  FillHead(Head& head, std::vector<Field>& fields) : head_{head}, fields_{fields} {
    header_limit(1 << 20);  // the scanner has counted already
    body_limit(boost::none);
  }

 private:
  using Code = beast::error_code;

  void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                       Code&) override {
    head_ = {.method = method, .target = target, .http11 = version == 11};
  }
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value, Code&) override {
    fields_.push_back({name, value});
  }
  void on_response_impl(int, beast::string_view, int, Code&) override {}
  void on_header_impl(Code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Code&) override {}
  std::size_t on_body_impl(beast::string_view, Code&) override { return 0; }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, Code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view, Code&) override { return 0; }
  void on_finish_impl(Code&) override {}

  Head& head_;
  std::vector<Field>& fields_;
};

}  // namespace

bool parse_head(std::string_view bytes, Head& head, std::vector<Field>& fields) {
  fields.clear();
  FillHead parser{head, fields};
  beast::error_code failure;
  const std::size_t taken = parser.put(boost::asio::buffer(bytes.data(), bytes.size()), failure);
  return !failure && parser.is_header_done() && taken == bytes.size();
}

}  // namespace foyer::http
