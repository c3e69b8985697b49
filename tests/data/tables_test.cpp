// What a text table is taken for: header, index, labels, separator, decimal sign.
#include <doctest/doctest.h>

#include "simclr_flow/core/error.hpp"
#include "simclr_flow/data/item_files.hpp"
#include "simclr_flow/data/points_file.hpp"
#include "simclr_flow/data/selection.hpp"
#include "support/folder.hpp"

using namespace simclr_flow;
using namespace simclr_flow::test;

namespace {

CsvTable table(const Folder& folder, const std::string& text) {
  return read_csv_table(folder.write("t.csv", text));
}

void refuses_table(const Folder& folder, const std::string& text, const char* why) {
  INFO(text);
  CHECK_THROWS_WITH_AS(read_points_file(folder.write("t.csv", text)), doctest::Contains(why),
                       InputError);
}

const Points two_points{{.5, 3}, {1, 4}};
using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("tables: a first row of names, or pandas' 0 ... d-1, is a header") {
  const Folder folder;
  const auto taken = [&](const char* text, const Names& names) {
    INFO(text);
    const CsvTable read = table(folder, text);
    CHECK(read.values == two_points);
    CHECK(read.names == names);
    CHECK_FALSE(read.index);
  };
  taken(".5,1\n3,4\n", {});
  taken("x,y\n.5,1\n3,4\n", {"x", "y"});
  taken("x,2nd\n.5,1\n3,4\n", {"x", "2nd"});
  taken("7,y\n.5,1\n3,4\n", {"7", "y"});
  taken("\"1\",\"2\"\n.5,1\n3,4\n", {"1", "2"});
  taken("\"x\"\"s\" \"a b\"\n.5 1\n3 4\n", {"x\"s", "a b"});
  taken("\"0.5\",\"1\"\n\"3\",\"4\"\n", {});
  taken("0,1\n.5,1.0\n3,4\n", {"0", "1"});
  CHECK(table(folder, "0,1,2\n5,1,2\n3,4,5\n").values.cols() == 2);
  CHECK(table(folder, "0\n1\n2\n").values.cols() == 3);  // labels or angles that begin with 0
  CHECK(table(folder, "0,1,3\n5,1,2\n").values.cols() == 2);
  refuses_table(folder, "0,1\n1,0\n-1,0\n", "t.csv:1: the row 0, 1 may be a header");
  refuses_table(folder, "x,y\n", "holds no points: its only row");
  refuses_table(folder, "1.5x,2\n3,4\n", "t.csv:1: '1.5x' is not a number");
  refuses_table(folder, "nan,2\n3,4\n", "t.csv:1: 'nan' is not finite");
  refuses_table(folder, "x,y\n1,NA\n3,4\n", "t.csv:2: 'NA' stands for a missing value");
}

TEST_CASE("tables: an index without a name, and R's row names, are left out") {
  const Folder folder;
  for (const char* text :
       {",0,1\n0,.5,1\n1,3,4\n", ",x,y\n0,.5,1\n1,3,4\n",
        "\"\",\"x\",\"y\"\n\"1\",.5,1\n\"2\",3,4\n", "Unnamed: 0,x,y\n0,.5,1\n1,3,4\n",
        "\"rownames\",\"x\",\"y\"\n\"Mazda RX4\",.5,1\n\"b\",3,4\n",
        "\"x\" \"y\"\n\"1\" .5 1\n\"2\" 3 4\n", "x\ty\n1\t.5\t1\n2\t3\t4\n",
        "\t0\t1\n0\t0.5\t1\n1\t3\t4\n", "x y\na .5 1\nb 3 4\n"}) {
    INFO(text);
    const CsvTable read = table(folder, text);
    CHECK(read.values == two_points);
    CHECK(read.names.size() == 2);
    CHECK(read.index);
    CHECK(read.column("2") == 0);  // numbers count the columns of the file
    if (read.names[0] == "x") CHECK(read.column("1") == -1);
    CHECK(read.understood().find("first column an index, left out") != std::string::npos);
  }
  refuses_table(folder, ",2,3\n4,5,6\n", "t.csv:1: empty field 1");
  for (const char* twice :
       {",Unnamed: 0,x\n0,0,1\n1,1,2\n", "Unnamed: 0.1,Unnamed: 0,x\n0,0,1\n1,1,2\n"})
    refuses_table(folder, twice, "is an index that pandas wrote a second time: leave it out");
  refuses_table(folder, "x\n1,5\n2,5\n",
                "a row name and a number, or a number with a decimal comma");
  refuses_table(folder, "x,y\n5,6,7\n", "3 columns, but a header of 2 names");
}

TEST_CASE("tables: what R and pandas write of decimal commas and missing values") {
  const Folder folder;
  for (const char* text : {"\"\";\"x\";\"y\"\n\"1\";0,5;1\n\"2\";3;4\n",  // write.csv2
                           ";x;y\n0;0,5;1,0\n1;3,0;4,0\n"}) {  // to_csv(sep=';', decimal=',')
    INFO(text);
    const CsvTable read = table(folder, text);
    CHECK(read.values == two_points);
    CHECK(read.understood() ==
          "separated by semicolons, decimal commas; header x, y; first column an index, left out");
  }
  refuses_table(folder, "\"\",\"x\",\"y\"\n\"1\",NA,1\n\"2\",3,4\n",
                "t.csv:2: 'NA' stands for a missing value");
  refuses_table(folder, ",x,y\n0,,1.0\n1,3.0,4.0\n", "t.csv:2: empty field 2");
  refuses_table(folder, ",x,y\n0,\"0,5\",1\n1,\"3,0\",4\n",  // to_csv(decimal=',')
                "'0,5' is not a number (where commas are decimal signs, separate by semicolons");
}

TEST_CASE("tables: one separator and one decimal sign a file") {
  const Folder folder;
  const Points halves{{.5, -1.5}, {2, 1250}};
  for (const char* text : {"0,5;2\n-1,5;1,25e3\n", "x;y\n,5;2\n-1,5;1250\n",
                           "0,5\t2,0\n-1,5\t1250\n", "0.5;2\n-1.5;1250\n", "0.5,2\n-1.5,1250\n",
                           "0.5 2\n-1.5\t1250\n", "\"0,5\";\"2\"\n\"-1,5\";\"1250\"\n"}) {
    INFO(text);
    CHECK(table(folder, text).values == halves);
  }
  CHECK(table(folder, "0,5;2\n1,5;3\n").layout == "separated by semicolons, decimal commas");
  CHECK(table(folder, "1,2\n3,4\n").layout == "separated by commas");
  refuses_table(folder, "1,5;2.5\n",
                "t.csv:1: '2.5' has a decimal point, but line 1 a decimal comma");
  refuses_table(folder, "1,5 2,5\n3,5 4,5\n",
                "t.csv:1: '5 2' is not a number (the file's separator");
  refuses_table(folder, "\"1,5\",\"2,5\"\n\"3,5\",\"4,5\"\n",
                "'1,5' is not a number (where commas");
  refuses_table(folder, "1;2\n3,4,5;6\n", "t.csv:2: '3,4,5' is not a number");
  refuses_table(folder, "1 2\n3,4\n", "t.csv:1: '1 2' is not a number");
  refuses_table(folder, "1,\"2\n3,4\n", "t.csv:1: the quote before '2' does not end on its line");
  refuses_table(folder, "1,\"2\"3\n", "'3' stands behind the quotes of field 2");
}

TEST_CASE("tables: words are labels, numbered by the order of their bytes") {
  const Folder folder;
  const auto iris = folder.write("iris.csv", "1,2,virginica\n3,4,setosa\n5,6,virginica\n");
  const Items items = csv_items(iris, "", "");
  CHECK(items.dim == 2);
  CHECK(items.labels == std::vector<Index>{1, 0, 1});
  CHECK(items.label_words == Names{"setosa", "virginica"});
  CHECK(items.understood ==
        "separated by commas; no header; labels in column 3: setosa = 0, virginica = 1");
  CHECK(csv_items(iris, "", "3").labels == items.labels);
  CHECK(read_points_file(iris).points == Points{{1, 3, 5}, {2, 4, 6}});
  CHECK(read_points_file(iris).words_left_out);
  const auto numbers = folder.write("x.csv", "1,2\n3,4\n5,6\n");
  for (const char* words : {"species\nb\na\nb\n", "b\na\nb\n",
                            "\"\",\"species\"\n\"1\",\"b\"\n\"2\",\"a\"\n\"3\",\"b\"\n"}) {
    INFO(words);
    CHECK(csv_items(numbers, folder.write("y.csv", words), "").labels ==
          std::vector<Index>{1, 0, 1});
  }
  refuses_table(folder, "1,a,b\n2,c,d\n", "has words in column 2, such as 'a'");
  refuses_table(folder, "1,a\n2,b\n3,4\n", "t.csv:3: '4' is a number, but 'a' in line 1");
  refuses_table(folder, "1,NA\n2,3\n", "t.csv:1: 'NA' stands for a missing value");
  refuses_table(folder, "1,a\n2,NA\n", "t.csv:2: 'NA' stands for a missing value");
  CHECK(table(folder, "1,\"a\"\n2,\"NA\"\n").texts[0].words == Names{"NA", "a"});
  refuses_table(folder, "x,y\n1,2cm\n3,4cm\n", "t.csv:2: '2cm' is not a number");
  const auto odd = folder.write("odd.csv", "1,3rd\n2,1st\n3,3rd\n");
  CHECK(csv_items(odd, "", "2").labels == std::vector<Index>{1, 0, 1});
}

TEST_CASE("tables: words mean the same classes in test files, whatever classes those have") {
  const Folder folder;
  const Items training = csv_items(folder.write("a.csv", "1,b\n2,c\n3,d\n4,b\n"), "", "");
  const Items test = csv_items(folder.write("b.csv", "5,d\n6,c\n7,d\n"), "", "");
  CHECK(choose(training, test, {}, 0).test.labels == std::vector<int>{1, 2, 2});
  const Items other = csv_items(folder.write("c.csv", "5,e\n6,c\n7,e\n"), "", "");
  CHECK_THROWS_WITH_AS(choose(training, other, {}, 0), doctest::Contains("holds label 'e', which"),
                       InputError);
  const Items integers = csv_items(folder.write("d.csv", "5,1\n6,2\n"), "", "2");
  CHECK_THROWS_WITH_AS(choose(training, integers, {}, 0),
                       doctest::Contains("has integers for labels"), InputError);
}

TEST_CASE("tables: numbers that are too small are 0 or subnormal, too large ones are told") {
  const Folder folder;
  CHECK(table(folder, "1e-400,-1e-400\n4e-310,4.9e-324\n").values ==
        Points{{0, 4e-310}, {-0., 4.9e-324}});
  refuses_table(folder, "1,2\n3,-1e400\n", "t.csv:2: '-1e400' is beyond the largest number");
  refuses_table(folder, "1,2\n3,inf\n", "t.csv:2: 'inf' is not finite");
  refuses_table(folder, "1,2\n3,0x10\n", "t.csv:2: '0x10' is not a number");
}

TEST_CASE("tables: cells in messages are one line of at most 80 characters") {
  const Folder folder;
  try {
    read_points_file(folder.write("t.csv", "1,2\n3,\x1b[31m" + std::string(100000, 'a') + "\n"));
    FAIL("accepted");
  } catch (const InputError& error) {
    const std::string message = error.what();
    CHECK(message.find("'\\x1b[31maaa") != std::string::npos);
    CHECK(message.size() < folder.file("t.csv").size() + 120);
  }
}
