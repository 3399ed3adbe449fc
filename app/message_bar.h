// SPDX-FileCopyrightText: 2026 The Gatoscope developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// A sentence that something went wrong, or work in progress with a Stop, over the lower edge of the window. Never
// modal.
#include <QFrame>
#include <QTimer>

class QLabel;
class QProgressBar;
class QPushButton;
class QToolButton;

namespace gatoscope {

class MessageBar : public QFrame {
    Q_OBJECT
public:
    explicit MessageBar(QWidget* window);

    void showError(const QString& text, const QString& place);
    void showNote(const QString& text);
    void showProgress(const QString& kind, const QString& title, double fraction);
    void endProgress(const QString& kind); // hides the bar if it shows this work
    const QString& text() const { return text_; }

Q_SIGNALS:
    void stopRequested(const QString& kind);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void present(const QString& icon, const QColor& color);
    void place();

    QLabel *icon_, *label_;
    QProgressBar* bar_;
    QPushButton* stop_;
    QToolButton* close_;
    QTimer read_; // a note goes by itself, an error stays until it is closed
    QString text_, kind_;
};

} // namespace gatoscope
