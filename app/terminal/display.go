package terminal

import (
	"errors"
	"fmt"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"miseban/app/retail"
)

// CheckDisplay says in words when no window can be opened here.
func CheckDisplay(getenv func(string) string) error {
	if runtime.GOOS != "linux" || getenv("DISPLAY") != "" || getenv("WAYLAND_DISPLAY") != "" {
		return nil
	}
	return noDisplay("terminal.CheckDisplay", "画面がありません (DISPLAY が空です)", "There is no display (DISPLAY is empty)", nil)
}

func noDisplay(op, ja, en string, cause any) error {
	why := ""
	if cause != nil {
		why = fmt.Sprintf("\n(%v)", cause)
	}
	return retail.E(retail.CodeRefused, op, "", errors.New(
		ja+"。画面の絵だけなら make gallery OUT=フォルダー で作れます。\n"+en+". make gallery OUT=DIR draws every screen without one."+why))
}

// newWindow makes the window. Fyne's driver panics where it cannot reach the
// display that DISPLAY names.
func newWindow(app fyne.App) (win fyne.Window, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = noDisplay("terminal.newWindow", "画面に届きません", "The display cannot be reached", cause)
		}
	}()
	return app.NewWindow("店番 miseban"), nil
}

// show puts the window up. Without OpenGL (an X server without GLX, a Windows
// machine without a graphics driver) Fyne logs that, opens nothing and would
// wait for ever for a window that nobody can close.
func show(win fyne.Window) error {
	win.Show()
	native, ok := win.(driver.NativeWindow)
	if !ok {
		return nil
	}
	there := true
	native.RunNative(func(context any) {
		switch c := context.(type) {
		case driver.X11WindowContext:
			there = c.WindowHandle != 0
		case driver.WindowsWindowContext:
			there = c.HWND != 0
		}
	})
	if there {
		return nil
	}
	return noDisplay("terminal.show", "画面を開けません (OpenGL が使えません)", "The window cannot be opened (OpenGL is missing)", nil)
}
