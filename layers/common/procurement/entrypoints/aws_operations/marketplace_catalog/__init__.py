"""What is answered of `marketplace-catalog`, by the function `catalog`: it is REST on AWS, too."""
