// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The text of the step as its pieces, each with its id, in the order of the sequence.
#include <memory>
#include <vector>

#include <QWidget>

#include "core/tokens/token.h"
#include "widgets/common/cursor.h"

namespace gatoscope {

class InstructionStrip : public QWidget {
    Q_OBJECT
public:
    explicit InstructionStrip(Cursor* cursor, QWidget* parent = nullptr);

    void setTokens(std::shared_ptr<const TokenSequence> tokens);
    /// Text tokens of the step, as far as they are laid out.
    const std::vector<std::size_t>& shown() const { return shown_; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {160, 60}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Chip {
        std::size_t token = 0;
        QRectF box;
        QString piece, id;
        bool target = false, unknown = false;
    };
    void rebuild();
    /// Places the chips for a width; returns the height.
    double place(double width, std::vector<Chip>& chips) const;
    const Chip* chipAt(QPointF place) const;

    Cursor* cursor_;
    std::shared_ptr<const TokenSequence> tokens_;
    std::vector<std::size_t> shown_;
    std::vector<Chip> chips_;
    QString source_, more_;
    std::size_t total_ = 0;
};

} // namespace gatoscope
