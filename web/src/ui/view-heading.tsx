/**
 * The heading of a view. It names the browser's tab, and takes the focus after a navigation, so that a
 * screen reader says where one has come and Tab goes on from there.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { hasNavigated } from '../app/route.ts';

interface ViewHeadingProps {
  /** For the tab; shown as well, if there are no children. */
  title: string;
  children?: ComponentChildren;
}

export function ViewHeading({ title, children }: ViewHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · spotscribe`;
  }, [title]);
  useEffect(() => {
    if (!hasNavigated()) return;
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? title}
    </h1>
  );
}
