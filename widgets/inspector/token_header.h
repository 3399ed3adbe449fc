// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The head of the inspector: the id in large figures, the kind, where it stands; copy and pin.
#include <algorithm>

#include <QWidget>

#include "widgets/inspector/provenance.h"

class QToolButton;

namespace gatoscope {

class TokenHeader : public QWidget {
    Q_OBJECT
public:
    explicit TokenHeader(QWidget* parent = nullptr);

    void setProvenance(const Provenance& provenance, const Provenance& pinned);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {320, heightForWidth(std::max(width(), 200))}; }
    QSize minimumSizeHint() const override { return {200, 84}; }

Q_SIGNALS:
    void copyRequested();
    void pinRequested(bool pin);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    double run(QPainter* painter, double width) const;

    QToolButton* copy_;
    QToolButton* pin_;
    Provenance provenance_;
    QString pinnedText_;
    mutable int measuredWidth_ = -1, measuredHeight_ = 0; // a layout asks several times
};

} // namespace gatoscope
