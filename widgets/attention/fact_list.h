// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Lines of a name and a number, perhaps with a bar or a sign before them: facts of a head, similar heads, the
// self-check.
#include <vector>

#include <QString>
#include <QWidget>

namespace gatoscope {

struct Fact {
    enum class Sign { None, Good, Bad };
    QString name, note, value; // note: in a quiet voice before the value
    double bar = -1;           // share of the bar's room; negative: none
    Sign sign = Sign::None;
    QString tip;
};

class FactList : public QWidget {
    Q_OBJECT
public:
    explicit FactList(QWidget* parent = nullptr);
    void setFacts(std::vector<Fact> facts);
    const std::vector<Fact>& facts() const { return facts_; }
    /// Rows answer to the pointer and the keyboard.
    void setActive(bool active);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void activated(int row);
    void hovered(int row); // -1: none

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    bool event(QEvent* event) override;

private:
    int rowAt(double y) const;
    void setHovered(int row);

    std::vector<Fact> facts_;
    bool active_ = false;
    int hovered_ = -1;
};

} // namespace gatoscope
