// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Where tokens lie in the stream: rows are steps, columns are channels; a long text goes on in further lines of its
// row. Pure maths, no painting, no Qt.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/tokens/token.h"

namespace gatoscope {

/// Pixels of the stream (mock-ups' sizes).
struct StreamMetrics {
    static constexpr double step = 54;     // the row label at the left
    static constexpr double margin = 8;    // before the first column and after the last
    static constexpr double gap = 6;       // between channels
    static constexpr double row = 37;      // pitch of rows
    static constexpr double inset = 2;     // above and below a cell
    static constexpr double cellGap = 1.5; // right of a cell, inside its width
    static constexpr double picture = 20;  // height of the patch in an image cell
    static constexpr double header = 32;
    static constexpr double foldedImage = 132;
    static constexpr double foldedValues = 168;
};

/// Width of one cell of a kind: text 42, image 23, discrete 36, continuous 50, separator 40, action 58.
double cellWidth(Kind kind);
/// From how many tokens of a kind on a channel is drawn as one run.
std::size_t foldFrom(Kind kind);

/// Tokens [first, first + count) of one channel in one step; channel -1 is the separator.
struct StreamRun {
    int channel = -1;
    std::size_t first = 0, count = 0;
};
/// The runs of a step in stream order. Costs a look per channel, not per token.
std::vector<StreamRun> runsOf(const TokenSequence& tokens, std::int64_t step);

/// A channel's column: `slots` cells side by side, or one folded run.
struct StreamColumn {
    int channel = -1; // -1: separator
    Kind kind = Kind::Separator;
    std::string title;
    std::size_t slots = 0; // the most tokens of a step seen so far
    double cell = 0;
    std::size_t perLine = 0; // cells of a line where a long text is broken into lines; 0: one line
    double x = 0, width = 0; // from the left of the content
    bool folded = false;
};

struct StreamHit {
    std::int64_t row = -1;    // step; -1: none
    int column = -1;          // index into columns(); -1: none
    std::ptrdiff_t slot = -1; // token of the run; -1: none, or the column is folded
};

class StreamLayout {
public:
    StreamLayout() = default;
    /// Columns in stream order, sized from a sample of the steps; `folds` holds channels whose fold the user chose.
    StreamLayout(const TokenSequence& tokens, std::vector<std::pair<int, bool>> folds = {});

    const std::vector<StreamColumn>& columns() const { return columns_; }
    std::int64_t rows() const { return rows_; }
    double width() const { return width_; }
    /// Height of all rows, in pixels; beyond 2^53 never (rows are at most 2^40).
    double height() const { return rowTop(rows_); }
    /// A row's top and height: one line, or as many as its longest unfolded text takes.
    double rowTop(std::int64_t row) const { return static_cast<double>(lineOf(row)) * StreamMetrics::row; }
    double rowHeight(std::int64_t row) const { return rowTop(row + 1) - rowTop(row); }
    /// The row at y of the content, clamped to [0, rows()].
    std::int64_t rowAt(double y) const;
    /// First and one past the last row that show in [top, top + height).
    std::pair<std::int64_t, std::int64_t> rowsIn(double top, double height) const;

    /// Breaks unfolded long texts into lines that fit a view of this width.
    void wrap(const TokenSequence& tokens, double view);
    bool wrapped() const { return !lines_.empty() || evenLines_ > 1; }

    /// Grows columns so that these runs fit; true when something moved.
    bool fit(const std::vector<StreamRun>& runs);
    void setFolded(int column, bool folded);
    /// Widens cells of a text column to what its pieces need (clamped to 42 … 96).
    void setCellWidth(int column, double width);

    int columnOf(int channel) const; // -1 when absent
    /// x of a slot's left edge and its width; the whole column when folded.
    std::pair<double, double> slotSpan(int column, std::size_t slot) const;
    /// The line of its row that a slot stands in, from 0.
    std::int64_t slotLine(int column, std::size_t slot) const;
    /// What lies at (x, y) of the content (y = 0 is row 0's top).
    StreamHit hit(double x, double y) const;
    /// Columns that intersect [left, right).
    std::pair<int, int> visibleColumns(double left, double right) const;

private:
    void place();
    void breakLines(StreamColumn& column) const;
    bool lone() const;
    std::int64_t lineOf(std::int64_t row) const {
        return lines_.empty() ? row * evenLines_ : lines_[static_cast<std::size_t>(row)];
    }
    std::int64_t linesOf(const std::vector<StreamRun>& runs) const;

    std::vector<StreamColumn> columns_;
    std::vector<std::pair<int, bool>> folds_;
    std::int64_t rows_ = 0;
    double width_ = 0, view_ = 0;
    std::vector<std::int64_t> lines_; // before each row, and all; empty: evenLines_ a row
    std::int64_t evenLines_ = 1;
};

/// First and one past the last row that show in [top, top + height) of the content.
std::pair<std::int64_t, std::int64_t> visibleRows(double top, double height, std::int64_t rows);
/// The scroll position that shows `row`: unchanged when it shows whole, nearest edge with one row of margin when it is
/// close, centred when it is far.
double scrollToShow(std::int64_t row, double top, double height, std::int64_t rows);
/// The same for what lies at [y, y + size) of `content` pixels.
double scrollToShow(double y, double size, double top, double height, double content);

/// A scroll bar has 31 bits: pixels per notch so that `content` fits.
double scrollUnit(double content);

} // namespace gatoscope
