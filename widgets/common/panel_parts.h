// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// The small parts that every panel is made of: headings, captions, rules, the sentence of an empty panel, the row of
// controls in a dock's title.

#include <QLabel>
#include <QString>

class QFrame;
class QHBoxLayout;
class QWidget;

namespace gatoscope {

QLabel* heading(const QString& text, QWidget* parent = nullptr);
QLabel* mutedLabel(const QString& text = {}, QWidget* parent = nullptr);

/// A muted line that gives way to its neighbours: what does not fit is elided and stands in the tooltip.
class ElidedLabel : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    QSize minimumSizeHint() const override;
    /// What is painted at the present width; "" where hardly a letter has room.
    QString shownText() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
};

/// A hairline across the panel.
QFrame* rule(QWidget* parent = nullptr);

/// Centred, wrapped and muted: why there is nothing to see.
QLabel* emptyLabel(QWidget* parent);

struct TitleRow {
    QWidget* widget;
    QHBoxLayout* row;
};

/// What a dock shows beside its title; the caller fills the row and forgets it when `widget` is destroyed.
TitleRow titleRow(int spacing);

} // namespace gatoscope
