import { createLink } from '@tanstack/react-router';
import { Button, type ButtonProps } from 'antd';

interface LinkButtonProps extends Omit<ButtonProps, 'type'> {
  /** The one thing to do next. `type` would be taken for that of a link, and lost on the way. */
  isPrimary?: boolean;
}

/** A way to another page that looks like the buttons beside it. */
export const LinkButton = createLink(({ isPrimary = false, ...props }: LinkButtonProps) => (
  <Button {...props} type={isPrimary ? 'primary' : 'default'} />
));
