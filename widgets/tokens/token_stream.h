// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The token stream: rows are steps, cells are tokens. Paints visible rows only; follows the cursor and moves it.
#include <memory>
#include <unordered_map>

#include <QAbstractScrollArea>

#include "widgets/common/attention_row.h"
#include "widgets/common/cursor.h"
#include "widgets/common/episode_view.h"
#include "widgets/tokens/row_painter.h"
#include "widgets/tokens/token_stream_layout.h"

class QComboBox;
class QLabel;
class QMenu;

namespace gatoscope {

class FrameSource;

constexpr double kSums = 58; // room of a step's sum, right of the cells

/// The painted area (objectName TokenStreamCanvas).
class TokenStreamCanvas : public QAbstractScrollArea {
    Q_OBJECT
public:
    TokenStreamCanvas(Cursor* cursor, FrameSource* frames, QWidget* parent = nullptr);

    void setTokens(std::shared_ptr<const TokenSequence> tokens);
    const StreamLayout& streamLayout() const { return layout_; }
    void setFolded(int column, bool folded);
    /// Colours cells by their shares and writes them in per cent; null = by modality.
    void setAttention(AttentionRowPtr row);
    const AttentionRowPtr& attention() const { return attention_; }
    /// The cell of a token in viewport coordinates; null when its row does not show.
    QRectF cellOf(qint64 token) const;
    /// Token under a point of the viewport, with its step; token -1 over a row's label, step -1 outside.
    Hover tokenAt(QPointF place) const;
    double scrollTop() const { return top_; }
    void showStep(qint64 step);
    /// Scrolls sideways so that a token's column shows.
    void showColumn(qint64 token);

Q_SIGNALS:
    /// A token was double-clicked or Enter pressed: show it in the inspector.
    void tokenActivated(qint64 token);
    /// "id:32710": for the program's search.
    void findRequested(const QString& query);
    /// Ctrl+click: keep this token beside the selected one.
    void pinRequested(qint64 token);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    const std::vector<StreamRun>& runs(qint64 step) const;
    RowPainter::Scene scene() const;
    double rowTop(qint64 step) const;
    double bodyHeight() const;
    void updateBars();
    /// Lines of long texts and the scroll bars for the view's size; what stands at its top stays there.
    void layOut();
    void updateRow(qint64 step);
    void updateToken(qint64 token);
    /// The run and column of a token of a text that is broken into lines; column -1: it is none.
    std::pair<StreamRun, int> brokenText(qint64 token) const;
    bool moveLine(int by);
    void measurePieces();
    void paintRows(QPainter& painter, const QRectF& dirty);
    void paintRowLabels(QPainter& painter, qint64 first, qint64 last);
    std::size_t paintLineNumbers(QPainter& painter, qint64 row, std::size_t from);
    void paintSums(QPainter& painter, qint64 first, qint64 last);
    void paintHeader(QPainter& painter);
    void paintOutlines(QPainter& painter);
    qint64 hoveredToken() const;
    void followStep(qint64 step);
    void selectNear(qint64 step);
    void moveToken(int by);
    int headerColumnAt(QPointF place) const;
    void fillMenu(QMenu& menu, qint64 token, qint64 step, int column);

    Cursor* cursor_;
    std::shared_ptr<const TokenSequence> tokens_;
    AttentionRowPtr attention_;
    StreamLayout layout_;
    PatchStrips strips_;
    mutable RowPainter painter_;
    mutable std::unordered_map<qint64, std::vector<StreamRun>> runs_;
    double top_ = 0; // pixels of the content above the first visible row
    qint64 shownStep_ = 0, shownToken_ = -1, shownHover_ = -1;
    bool moving_ = false; // the cursor moves because of this view
};

/// The dock's content: the canvas, or a sentence while there is nothing to show.
class TokenStream : public QWidget {
    Q_OBJECT
public:
    explicit TokenStream(Cursor* cursor, FrameSource* frames, QWidget* parent = nullptr);

    void setEpisode(const EpisodeView& view);
    /// For the right side of the dock's title: tokens per step and the legend. Made once, owned by whoever places it.
    QWidget* titleWidget();
    TokenStreamCanvas* canvas() const { return canvas_; }
    /// What cells can be coloured by beside their modality; null = there is nothing.
    void setAttention(AttentionRowPtr row);
    void setColouredByAttention(bool on);
    bool colouredByAttention() const { return byAttention_; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void updateTitle();

    TokenStreamCanvas* canvas_;
    QLabel* empty_;
    QWidget* title_ = nullptr;
    QLabel* perStep_ = nullptr;
    QWidget* legend_ = nullptr;
    QComboBox* colour_ = nullptr;
    AttentionRowPtr attention_;
    bool byAttention_ = false;
    EpisodeView view_;
};

} // namespace gatoscope
