#include <fstream>

#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

class ExportWalk : public House {};

TEST_F(ExportWalk, AnotherProgramOpensTheCopyOfTheViewersData) {
  start();
  given_viewer("olena@example.com");
  const Pair pair = sign_in("olena@example.com");
  auto answer = client().get("/api/v1/user/export", pair.access);
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.header("Cache-Control"), "no-store");
  ASSERT_TRUE(eventually([&] {
    answer = client().get("/api/v1/user/export", pair.access);
    return answer.status == 200;
  }));
  EXPECT_EQ(answer.header("Content-Type"), "application/zip");
  EXPECT_EQ(answer.header("Cache-Control"), "no-store");
  EXPECT_TRUE(answer.header("Content-Disposition").starts_with("attachment; filename=\"foyer-export-"));
  const auto path = folder() / "export.zip";
  std::ofstream{path, std::ios::binary} << answer.body;
  const char* program =
      "import json,sys,zipfile\n"
      "z = zipfile.ZipFile(sys.argv[1])\n"
      "assert z.testzip() is None\n"
      "names = [n for n in z.namelist() if n != 'README.txt']\n"
      "for n in names: json.loads(z.read(n))\n"
      "print(json.loads(z.read('account.json'))['email'], len(names))";
  const auto read =
      run({.words = {"/usr/bin/python3", "-c", program, path.string()}, .folder = folder(), .name = "unzip"});
  EXPECT_EQ(read.exit_code, 0) << read.err;
  EXPECT_EQ(read.out, "olena@example.com 8\n");
}

}  // namespace
}  // namespace foyer::test
