#include "platform/archive/zip.h"

#include <minizip/zip.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace foyer::archive {
namespace {

/// What minizip takes for an open file.
struct Buffer {
  std::string bytes;
  std::size_t at = 0;
};

Buffer& buffer_of(voidpf stream) { return *static_cast<Buffer*>(stream); }

voidpf ZCALLBACK open_buffer(voidpf opaque, const void*, int) { return opaque; }

uLong ZCALLBACK read_buffer(voidpf, voidpf stream, void* out, uLong size) {
  Buffer& buffer = buffer_of(stream);
  const std::size_t count = std::min<std::size_t>(size, buffer.bytes.size() - buffer.at);
  std::copy_n(buffer.bytes.data() + buffer.at, count, static_cast<char*>(out));
  buffer.at += count;
  return static_cast<uLong>(count);
}

uLong ZCALLBACK write_buffer(voidpf, voidpf stream, const void* data, uLong size) {
  Buffer& buffer = buffer_of(stream);
  const std::size_t covered = std::min<std::size_t>(size, buffer.bytes.size() - buffer.at);
  buffer.bytes.replace(buffer.at, covered, static_cast<const char*>(data), size);
  buffer.at += size;
  return size;
}

ZPOS64_T ZCALLBACK place_in_buffer(voidpf, voidpf stream) { return buffer_of(stream).at; }

long ZCALLBACK seek_in_buffer(voidpf, voidpf stream, ZPOS64_T offset, int origin) {
  Buffer& buffer = buffer_of(stream);
  const std::size_t base = origin == ZLIB_FILEFUNC_SEEK_CUR   ? buffer.at
                           : origin == ZLIB_FILEFUNC_SEEK_END ? buffer.bytes.size()
                                                              : 0;
  if (base + offset > buffer.bytes.size()) return -1;
  buffer.at = base + offset;
  return 0;
}

int ZCALLBACK leave_buffer(voidpf, voidpf) { return 0; }

void require(int code) {
  if (code != ZIP_OK) throw std::runtime_error{"the archive could not be written"};
}

/// Closing twice would free twice, so the handle is given up before the last call.
struct Abandon {
  void operator()(void* writer) const noexcept { zipClose(writer, nullptr); }
};
using Writer = std::unique_ptr<void, Abandon>;

zip_fileinfo facts_of(Time modified) {
  const auto day = std::chrono::floor<std::chrono::days>(modified);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::seconds>(modified - day)};
  zip_fileinfo facts{};
  facts.tmz_date = {.tm_sec = static_cast<uInt>(time.seconds().count()),
                    .tm_min = static_cast<uInt>(time.minutes().count()),
                    .tm_hour = static_cast<uInt>(time.hours().count()),
                    .tm_mday = static_cast<unsigned>(date.day()),
                    .tm_mon = static_cast<unsigned>(date.month()) - 1,
                    .tm_year = static_cast<uInt>(static_cast<int>(date.year()))};
  return facts;
}

void add(void* writer, const File& file, const zip_fileinfo& facts) {
  require(zipOpenNewFileInZip(writer, file.name.c_str(), &facts, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED,
                              Z_DEFAULT_COMPRESSION));
  require(zipWriteInFileInZip(writer, file.bytes.data(), static_cast<unsigned>(file.bytes.size())));
  require(zipCloseFileInZip(writer));
}

}  // namespace

std::string zip(const std::vector<File>& files, Time modified) {
  Buffer buffer;
  zlib_filefunc64_def memory{.zopen64_file = &open_buffer,
                             .zread_file = &read_buffer,
                             .zwrite_file = &write_buffer,
                             .ztell64_file = &place_in_buffer,
                             .zseek64_file = &seek_in_buffer,
                             .zclose_file = &leave_buffer,
                             .zerror_file = &leave_buffer,
                             .opaque = &buffer};
  Writer writer{zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &memory)};
  if (!writer) throw std::runtime_error{"the archive could not be begun"};
  const zip_fileinfo facts = facts_of(modified);
  for (const File& file : files) add(writer.get(), file, facts);
  require(zipClose(writer.release(), nullptr));
  return std::move(buffer.bytes);
}

}  // namespace foyer::archive
